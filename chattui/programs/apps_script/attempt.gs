const SO_ALREADY = {};

/**
 * One step: its answer, or undefined after a failure, which is printed and does not end the rest.
 * The statuses in `accepts` say that it is so already; `shows` picks what is printed.
 */
function attempt(
  what,
  request,
  { accepts = [], shows = () => [], again = true } = {},
) {
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
