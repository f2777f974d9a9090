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
