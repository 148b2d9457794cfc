// Starts GraphiQL on the address that served the page: queries by POST, subscriptions by graphql-transport-ws.
"use strict";

(() => {
  const {
    GraphiQL, createClient, createElement, createGraphiQLFetcher, createRoot, parse, print, separateOperations,
  } = globalThis.vendored;

  const endpoint = location.origin + location.pathname;
  const accept = "application/graphql-response+json, application/json;q=0.9";

  // A browser sets no headers on a socket: what the headers' editor says goes into connection_init.
  const inPayload = { authorization: "authorization", "accept-language": "language" };
  let socket = { key: null, client: null };

  function socketFor(headers) {
    const payload = {};
    for (const [name, value] of Object.entries(headers)) {
      const key = inPayload[name.toLowerCase()];
      if (key) payload[key] = value;
    }
    const key = JSON.stringify(payload);
    if (socket.key !== key) {
      socket.client?.dispose();
      const client = createClient({ url: endpoint.replace(/^http/, "ws"), connectionParams: payload });
      socket = { key, client };
    }
    return socket.client;
  }

  // The server takes one operation a document; the editor may hold several.
  function alone(params) {
    try {
      const operations = separateOperations(parse(params.query));
      if (Object.keys(operations).length < 2 || !operations[params.operationName]) return params;
      return { ...params, query: print(operations[params.operationName]) };
    } catch {
      return params; // a syntax error: the server says so better
    }
  }

  // By it the fetcher tells subscriptions; the editor's own lags behind what was just pasted.
  function parsed(query) {
    try {
      return parse(query);
    } catch {
      return null;
    }
  }

  function fetcher(params, options = {}) {
    const send = createGraphiQLFetcher({
      url: endpoint,
      headers: { accept },
      enableIncrementalDelivery: false,
      wsClient: socketFor(options.headers ?? {}),
    });
    return send(alone(params), { ...options, documentAST: parsed(params.query) ?? options.documentAST });
  }

  const given = new URLSearchParams(location.search);
  const props = { fetcher, defaultEditorToolsVisibility: true, inputValueDeprecation: true };
  for (const name of ["query", "variables", "operationName"]) {
    if (given.has(name)) props[name] = given.get(name);
  }
  createRoot(document.getElementById("graphiql")).render(createElement(GraphiQL, props));
})();
