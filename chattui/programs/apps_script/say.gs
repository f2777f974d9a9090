/** What is printed, with nothing in it that a terminal would obey. */
function line(...parts) {
  const texts = parts.map((part) =>
    typeof part === "object" ? JSON.stringify(part) : (part ?? ""),
  );
  return texts
    .map((text) => String(text).replace(/[\p{Cc}\p{Cf}]+/gu, " "))
    .join("\t");
}

function fail(what, why) {
  console.error(line(`✗ ${what}: ${why}`));
  failures += 1;
}
