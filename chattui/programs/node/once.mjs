// What must not happen twice, only where Google says for certain that it did not happen.
const ONCE = {
  retryConfig: {
    noResponseRetries: 0,
    statusCodesToRetry: [
      [429, 429],
      [503, 503],
    ],
  },
};
