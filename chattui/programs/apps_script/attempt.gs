/** What is printed, with nothing in it that a terminal would obey. */
function line(...parts) {
  const texts = parts.map((part) => (typeof part === "object" ? JSON.stringify(part) : part ?? ""));
  return texts.map((text) => String(text).replace(/[\p{Cc}\p{Cf}]+/gu, " ")).join("\t");
}

function fail(what, why) {
  console.error(line(`✗ ${what}: ${why}`));
  failures += 1;
}

/**
 * One step: its answer, or undefined after a failure, which is printed and does not end the rest.
 * The statuses in `accepts` say that it is so already; `shows` picks what is printed.
 */
function attempt(what, request, { accepts = [], shows = () => [], again = true } = {}) {
  try {
    const answer = patiently(request, again);
    if (answer === SO_ALREADY) {
      console.log(line(`= ${what}: it was so already`));
    } else {
      console.log(line(`✓ ${what}`, ...shows(answer)));
    }
    return answer || {};
  } catch (error) {
    if (accepts.includes(error.details?.code)) {
      console.log(line(`= ${what}: it was so already`));
      return {};
    }
    fail(what, error.details?.message ?? error.message);
    return undefined;
  }
}

/**
 * Sends a request again where Google had no time for it; after a pause of 1, 2, 4, 8 and 16
 * seconds, or what Google asks for. What must not happen twice (`again` is false) is sent again
 * only where Google says for certain that it did not happen.
 */
function patiently(request, again) {
  for (let seconds = 1; ; seconds *= 2) {
    try {
      return request();
    } catch (error) {
      const status = error.details?.code;
      const refused = status === 429 || status === 503;
      if (seconds > 16 || !(refused || (again && status >= 500))) throw error;
      Utilities.sleep(1000 * (error.details.retryAfter || seconds));
    }
  }
}
