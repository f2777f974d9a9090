/** The items of all pages, page by page. */
async function* pages(what, field, request) {
  let pageToken;
  do {
    const page = await attempt(what, () => request(pageToken), { quiet: true });
    yield* page?.[field] ?? [];
    pageToken = page?.nextPageToken;
  } while (pageToken);
}
