/** The service account, acting as a person of the organisation. */
async function authorize() {
  const key = await readJson(KEY_FILE);
  if (key.type !== "service_account") {
    throw new Error(`${KEY_FILE} is not the key of a service account.`);
  }
  return new JWT({
    email: key.client_email,
    key: key.private_key,
    keyId: key.private_key_id,
    scopes: SCOPES,
    subject: SUBJECT,
    // ENDPOINTS
  });
}
