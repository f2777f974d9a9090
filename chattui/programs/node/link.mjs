/** A space's link; a request that is sent again is answered with little more than its name. */
function linkOf(space) {
  if (!space || space.spaceUri) return space?.spaceUri;
  const kind = space.spaceType === "DIRECT_MESSAGE" ? "dm" : "room";
  return `https://chat.google.com/${kind}/${space.name.replace("spaces/", "")}`;
}
