/** The items of all pages, page by page. */
async function* pages(what, field, request) {
  let pageToken;
  try {
    do {
      const { data } = await request(pageToken);
      yield* data[field] ?? [];
      pageToken = data.nextPageToken;
    } while (pageToken);
  } catch (error) {
    fail(what, error.message);
  }
}
