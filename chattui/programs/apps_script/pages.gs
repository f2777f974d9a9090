/** The items of all pages, page by page. */
function* pages(what, field, request) {
  let pageToken = null;
  try {
    do {
      const page = patiently(() => request(pageToken), true);
      yield* page[field] ?? [];
      pageToken = page.nextPageToken;
    } while (pageToken);
  } catch (error) {
    fail(what, error.details?.message ?? error.message);
  }
}
