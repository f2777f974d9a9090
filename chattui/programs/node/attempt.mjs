/** One line, with nothing in it that a terminal would obey. */
function say(log, ...parts) {
  log(parts.map((part) => String(part ?? "").replace(/[\p{Cc}\p{Cf}]+/gu, " ")).join("\t"));
}

function fail(what, why) {
  say(console.error, "failed", what, why);
  process.exitCode = 1;
}

/**
 * One step: its answer, or undefined after a failure, which is printed and does not end the rest.
 * The statuses in `accepts` say that it is so already; `shows` picks what is printed.
 */
async function attempt(what, request, { accepts = [], shows = () => [], quiet = false } = {}) {
  try {
    const answer = await request();
    if (!answer) {
      say(console.log, "so already", what);
      return undefined;
    }
    if (!quiet) say(console.log, "done", what, ...shows(answer.data));
    return answer.data;
  } catch (error) {
    if (accepts.includes(error.status)) {
      say(console.log, "so already", what);
    } else {
      fail(what, error.message);
    }
    return undefined;
  }
}

/**
 * Waits as long as Google asks for, else longer each time. What must not happen twice is asked for
 * again only where it was refused for certain (429).
 */
function retries({ repeatable }) {
  return {
    retry: 6,
    noResponseRetries: repeatable ? 2 : 0,
    httpMethodsToRetry: ["GET", "POST", "PATCH", "DELETE"],
    statusCodesToRetry: repeatable ? [[429, 429], [500, 599]] : [[429, 429]],
    retryDelayMultiplier: 3,
    retryBackoff: (error, milliseconds) =>
      sleep(1000 * Number(error.response?.headers.get("retry-after")) || milliseconds),
  };
}
