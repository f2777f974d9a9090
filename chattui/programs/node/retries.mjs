// A request is tried again after as many seconds as Google asks for, else 1, 2, 4, 8 and 16.
const RETRIES = {
  retry: 5,
  httpMethodsToRetry: ["GET", "POST", "PATCH", "DELETE"],
  statusCodesToRetry: [
    [429, 429],
    [500, 599],
  ],
  retryBackoff: ({ config, response }) => {
    const { currentRetryAttempt } = config.retryConfig;
    const asked = Number(response?.headers.get("retry-after"));
    return sleep(1000 * (asked || 2 ** (currentRetryAttempt - 1)));
  },
};
