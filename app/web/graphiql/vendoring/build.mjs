// Makes assets/vendor.js, assets/vendor.css and NOTICE from the packages beside it: npm install && npm run build
import { build } from "esbuild";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const target = process.argv[2] ?? "..";
const { metafile } = await build({
  entryPoints: ["entry.mjs"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none", // NOTICE has every licence in full
  define: { "process.env.NODE_ENV": '"production"', "globalThis.process": "true" },
  metafile: true,
  outfile: `${target}/assets/vendor.js`,
});

// Advice for developers that names other hosts: a search for such names in what we serve should find nothing.
const vendored = `${target}/assets/vendor.js`;
const advice = [/https:\/\/[^\s`]*\/selective-version-resolutions/g, /If you are using a CDN source \([^)]*\)[^"]*:/g];
writeFileSync(vendored, advice.reduce((text, found) => text.replaceAll(found, ""), readFileSync(vendored, "utf8")));

const packages = new Set();
for (const path of Object.keys(metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
  if (found) packages.add(found[1]);
}

const licences = new Map(); // text -> the packages under it
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`;
  const about = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  const who = typeof about.author === "object" ? about.author.name : about.author;
  const text = file
    ? readFileSync(`${folder}/${file}`, "utf8").replaceAll("\r\n", "\n").replaceAll("\f", "").trim()
    : `${about.license} licence; the package has no licence text of its own. Author: ${who ?? "not named"}.`;
  licences.set(text, [...(licences.get(text) ?? []), `${about.name} ${about.version} (${about.license})`]);
}

const sections = [...licences].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
writeFileSync(
  `${target}/NOTICE`,
  `assets/vendor.js and assets/vendor.css are made of these packages, minified and joined by vendoring/build.mjs.\n\n${sections.join(`\n${"-".repeat(80)}\n\n`)}`,
);
