/** A token of chattui's, asked for again long before it can end. */
function authorize() {
  const auth = new OAuth2Client();
  auth.refreshHandler = async () => {
    const { stdout } = await promisify(execFile)("chattui", CHATTUI_TOKEN);
    return {
      access_token: stdout.trim(),
      expiry_date: Date.now() + 10 * 60_000,
    };
  };
  return auth;
}
