document.getElementById("all").addEventListener("click", function () {
  const lines = document.querySelectorAll("details.l");
  const open = Array.from(lines).some((line) => !line.open);
  lines.forEach((line) => { line.open = open; });
  this.textContent = open ? "Close all" : "Open all";
});
function reveal() {
  const line = document.getElementById(location.hash.slice(1));
  const file = line && line.closest("details.file");
  if (file) { file.open = true; line.scrollIntoView(); }
}
window.addEventListener("hashchange", reveal);
reveal();
