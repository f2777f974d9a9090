// Runs Code.gs with its appsscript.json as Apps Script does, against an emulator.
//
// A context of its own, with nothing of Node.js in it: the advanced services that the manifest turns
// on, made from Google's discovery documents; UrlFetchApp, ScriptApp, PropertiesService, Utilities and
// console as far as the programs use them, and as strict as the real ones. Google's hosts are the
// emulator's. The user's grant has the scopes of the manifest and no other.
//
//   node stand_in.mjs OPTIONS    as JSON: folder, emulator, client, documents, properties, run

import { createSign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { MessageChannel, Worker, receiveMessageOnPort } from "node:worker_threads";

const OPTIONS = JSON.parse(process.argv[2]);
const MANIFEST = JSON.parse(readFileSync(join(OPTIONS.folder, "appsscript.json"), "utf8"));
const EXTERNAL = "https://www.googleapis.com/auth/script.external_request";
const SERVICE_NAMES = { chat: "v1", calendar: "v3", sheets: "v4", gmail: "v1" };

/** A request that is waited for: services of Apps Script give their answers at once. */
const shared = new Int32Array(new SharedArrayBuffer(4));
const { port1, port2 } = new MessageChannel();
const worker = new Worker(new URL("fetching.mjs", import.meta.url), {
  workerData: { port: port2, shared },
  transferList: [port2],
});
function fetchNow(url, options) {
  const { hostname, pathname, search } = new URL(url);
  if (!hostname.endsWith(".googleapis.com")) throw new Error(`DNS error: ${url}`);
  return emulated(pathname + search, options);
}
function emulated(path, options) {
  Atomics.store(shared, 0, 0);
  port1.postMessage([OPTIONS.emulator + path, options]);
  Atomics.wait(shared, 0, 0);
  const answer = receiveMessageOnPort(port1).message;
  if (answer.failure) throw new Error(`Address unavailable: ${path}`);
  return answer;
}

/** The token of the person who runs the script and consents to what the manifest names. */
async function userToken() {
  const scopes = MANIFEST.oauthScopes.filter((scope) => scope !== EXTERNAL);
  if (!scopes.length) return "";
  const { client_id, client_secret } = OPTIONS.client.installed;
  const redirect_uri = "http://127.0.0.1:1";
  const asked = { client_id, redirect_uri, response_type: "code", scope: scopes.join(" ") };
  const consent = `${OPTIONS.emulator}/o/oauth2/v2/auth?${new URLSearchParams(asked)}`;
  const redirect = await fetch(consent, { redirect: "manual" });
  const code = new URL(redirect.headers.get("location")).searchParams.get("code");
  const sent = { grant_type: "authorization_code", client_id, client_secret, redirect_uri, code };
  const body = new URLSearchParams(sent);
  const answer = await fetch(`${OPTIONS.emulator}/token`, { method: "POST", body });
  return (await answer.json()).access_token;
}

function advancedService({ serviceId, version }, token) {
  if (SERVICE_NAMES[serviceId] !== version) throw new Error(`No service ${serviceId} ${version}.`);
  const document = JSON.parse(readFileSync(OPTIONS.documents[serviceId], "utf8"));
  const made = (resource) => {
    const names = {};
    for (const [name, method] of Object.entries(resource.methods ?? {})) {
      names[name === "delete" ? "remove" : name] = advancedMethod(document, method, token);
    }
    for (const [name, inner] of Object.entries(resource.resources ?? {})) {
      names[name[0].toUpperCase() + name.slice(1)] = made(inner);
    }
    return Object.freeze(names);
  };
  return made(document);
}

/** Its arguments: the body, each required parameter in its order, the others in one object. */
function advancedMethod(document, method, token) {
  const required = method.parameterOrder ?? [];
  const least = required.length + (method.request ? 1 : 0);
  return (...given) => {
    if (given.length < least || given.length > least + 2) {
      throw new Error(`Invalid number of arguments provided. Expected ${least}-${least + 2} only`);
    }
    const body = method.request ? given.shift() : undefined;
    const path = Object.fromEntries(required.map((name) => [name, given.shift()]));
    const others = given.shift() ?? {};
    for (const name of Object.keys(others)) {
      if (!(name in method.parameters) || required.includes(name)) {
        throw new Error(`Invalid argument name ${name} for ${method.id}`);
      }
    }
    const url = address(document.rootUrl + document.servicePath + method.path, path, others);
    const headers = { Authorization: `Bearer ${token}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const answer = fetchNow(url, {
      method: method.httpMethod,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const content = JSON.parse(answer.text || "{}");
    if (answer.status < 300) return content;
    const message = `API call to ${method.id} failed with error: ${content.error.message}`;
    throw Object.assign(new Error(message), {
      name: "GoogleJsonResponseException",
      details: { code: content.error.code, message: content.error.message },
    });
  };
}

function address(template, path, others) {
  const filled = template.replace(/\{(\+?)(\w+)\}/g, (_, plus, name) => {
    if (typeof path[name] !== "string" || !path[name]) throw new Error(`Missing ${name}`);
    const value = encodeURIComponent(path[name]);
    return plus ? value.replaceAll("%2F", "/") : value;
  });
  const query = Object.entries(others).filter(([, value]) => value !== null && value !== undefined);
  const pairs = query.flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return pairs.length ? `${filled}?${new URLSearchParams(pairs)}` : filled;
}

const FETCH_OPTIONS = ["contentType", "headers", "method", "muteHttpExceptions", "payload"];
const UrlFetchApp = {
  fetch(url, options = {}) {
    if (!MANIFEST.oauthScopes.includes(EXTERNAL)) {
      throw new Error(`Specified permissions are not sufficient. Required permissions: ${EXTERNAL}`);
    }
    for (const [name, value] of Object.entries(options)) {
      if (!FETCH_OPTIONS.includes(name) || value === undefined) {
        throw new Error(`Attribute provided with invalid value: ${name}`);
      }
    }
    const { contentType, payload, method = "get" } = options;
    if (!["get", "delete", "patch", "post", "put"].includes(method)) {
      throw new Error(`Attribute provided with invalid value: method`);
    }
    const form = typeof payload === "object";
    const type = contentType ?? (payload && "application/x-www-form-urlencoded");
    const answer = fetchNow(url, {
      method: method.toUpperCase(),
      headers: { ...options.headers, ...(type && { "Content-Type": type }) },
      body: form ? String(new URLSearchParams(payload)) : payload,
    });
    if (answer.status >= 300 && !options.muteHttpExceptions) {
      throw new Error(`Request failed for ${url} returned code ${answer.status}`);
    }
    return {
      getResponseCode: () => answer.status,
      getContentText: () => answer.text,
      getHeaders: () => answer.headers,
    };
  },
};

const UTF_8 = Symbol("UTF_8");
const bytesOf = (data, charset) => {
  if (Array.isArray(data)) return Buffer.from(Int8Array.from(data).buffer);
  if (typeof data !== "string") throw new Error("The parameters do not match the signature.");
  // Without a charset, what is not US-ASCII is lost.
  return Buffer.from(charset === UTF_8 ? data : data.replace(/[^\x00-\x7f]/gu, "?"), "utf8");
};
const Utilities = {
  Charset: { UTF_8 },
  base64Encode: (data, charset) => bytesOf(data, charset).toString("base64"),
  base64EncodeWebSafe: (data, charset) =>
    bytesOf(data, charset).toString("base64").replaceAll("+", "-").replaceAll("/", "_"),
  computeRsaSha256Signature: (text, key) =>
    Array.from(new Int8Array(createSign("RSA-SHA256").update(text).sign(key))),
  // No test waits: the emulator's clock goes on instead.
  sleep: (milliseconds) => {
    process.stderr.write(`slept ${milliseconds}\n`);
    const body = JSON.stringify({ advance_seconds: milliseconds / 1000 });
    emulated("/_emulator/clock", { method: "POST", body });
  },
};

const token = await userToken();
const context = vm.createContext({
  UrlFetchApp,
  Utilities,
  ScriptApp: { getOAuthToken: () => token },
  PropertiesService: {
    getScriptProperties: () => ({ getProperty: (name) => OPTIONS.properties?.[name] ?? null }),
  },
  console: {
    log: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
  },
});
for (const service of MANIFEST.dependencies?.enabledAdvancedServices ?? []) {
  context[service.userSymbol] = advancedService(service, token);
}
try {
  vm.runInContext(readFileSync(join(OPTIONS.folder, "Code.gs"), "utf8"), context);
  vm.runInContext(OPTIONS.run ?? "main()", context);
} catch (error) {
  process.stderr.write(`${error.name}: ${error.message}\n`);
  process.exitCode = 1;
}
await worker.terminate();
port1.close();
