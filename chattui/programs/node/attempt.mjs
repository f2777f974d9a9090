/** What is printed, with nothing in it that a terminal would obey. */
function line(...parts) {
  const texts = parts.map((part) => (typeof part === "object" ? JSON.stringify(part) : part ?? ""));
  return texts.map((text) => String(text).replace(/[\p{Cc}\p{Cf}]+/gu, " ")).join("\t");
}

/** The program goes on, and ends with status 1. */
function fail(what, why) {
  console.error(line(`✗ ${what}: ${why}`));
  process.exitCode = 1;
}

/**
 * One step: its answer, or undefined after a failure, which is printed and does not end the rest.
 * The statuses in `accepts` say that it is so already; `shows` picks what is printed.
 */
async function attempt(what, request, { accepts = [], shows = () => [] } = {}) {
  try {
    const answer = await request();
    if (!answer) {
      console.log(line(`= ${what}: it was so already`));
      return {};
    }
    console.log(line(`✓ ${what}`, ...shows(answer.data)));
    return answer.data;
  } catch (error) {
    if (accepts.includes(error.status)) {
      console.log(line(`= ${what}: it was so already`));
      return {};
    }
    const unknown = error.config && !error.response ? "no answer came, and it may be done: " : "";
    fail(what, unknown + error.message);
    return undefined;
  }
}
