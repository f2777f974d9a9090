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
    const unknown =
      error.config && !error.response
        ? "no answer came, and it may be done: "
        : "";
    fail(what, unknown + error.message);
    return undefined;
  }
}
