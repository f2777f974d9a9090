function now() {
  return new Date().toISOString().replace(/\.\d+/, "");
}
