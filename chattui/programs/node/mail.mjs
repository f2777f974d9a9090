/** A message for Gmail. Its subject and text are encoded, so that nothing in them is a header. */
function rawMessage({ to, subject, text }) {
  if (to.some((address) => /[\r\n]/.test(address)))
    throw new Error("An address has a line end.");
  const base64 = (piece) => Buffer.from(piece, "utf8").toString("base64");
  // RFC 2047: a word of at most 75 characters, and no character cut in two.
  const words = [...subject.matchAll(/.{1,10}/gsu)].map(
    ([piece]) => `=?UTF-8?B?${base64(piece)}?=`,
  );
  const message = [
    `To: ${to.join(",\r\n ")}`,
    `Subject: ${words.join("\r\n ")}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: base64",
    "",
    ...(base64(text.replace(/\r?\n/g, "\r\n")).match(/.{1,76}/g) ?? []),
    "",
  ];
  return Buffer.from(message.join("\r\n"), "utf8").toString("base64url");
}
