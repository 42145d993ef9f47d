// Buttons that copy a text of the page, and say so.
for (const button of document.querySelectorAll("[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[data-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(text);
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      if (!document.execCommand("copy")) return; // it is marked: Ctrl C is left
    }
    said.textContent = said.dataset.said;
    setTimeout(() => { said.textContent = ""; }, 4000);
  });
}
