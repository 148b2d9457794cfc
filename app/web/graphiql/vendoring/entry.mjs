// What boot.js needs of other people's code, and nothing else. The style sheets are those without embedded fonts.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import "@graphiql/react/dist/style.css";
import { GraphiQL } from "graphiql";
import "graphiql/src/style.css";
import { parse, print, separateOperations } from "graphql";
import { createClient } from "graphql-ws";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

globalThis.vendored = {
  GraphiQL,
  createClient,
  createElement,
  createGraphiQLFetcher,
  createRoot,
  parse,
  print,
  separateOperations,
};
