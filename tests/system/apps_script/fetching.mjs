// Sends requests for stand_in.mjs, whose thread sleeps meanwhile.

import { workerData } from "node:worker_threads";

const { port, shared } = workerData;

async function answer(url, options) {
  try {
    const response = await fetch(url, { ...options, redirect: "manual" });
    const headers = {};
    // As Apps Script gives them: Retry-After, and not retry-after.
    response.headers.forEach((value, name) => {
      headers[name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())] = value;
    });
    return { status: response.status, headers, text: await response.text() };
  } catch (error) {
    return { failure: String(error) };
  }
}

port.on("message", async ([url, options]) => {
  port.postMessage(await answer(url, options));
  Atomics.store(shared, 0, 1);
  Atomics.notify(shared, 0);
});
