// What a page can do beside being read.

// A moving picture stops after one run; whoever looked elsewhere can see it again.
for (const picture of document.querySelectorAll(".picture.moving")) {
  const image = picture.querySelector("img");
  const button = document.createElement("button");
  button.className = "again";
  button.textContent = "Play again";
  button.addEventListener("click", async () => {
    picture.querySelector("source")?.remove(); // asked for, it moves
    const bytes = await (await fetch(image.getAttribute("src"))).blob();
    image.src = URL.createObjectURL(bytes); // under the same address it would stand still
  });
  picture.after(button);
}

// For who hears the page: what the theme names otherwise than it reads, and what has no name.
for (const named of document.querySelectorAll(".search-button-field, details.hide > summary")) {
  named.removeAttribute("aria-label");
}
for (const arrow of document.querySelectorAll(".bd-links summary")) {
  arrow.ariaLabel = `More of ${arrow.closest("li").querySelector("a").textContent}`;
}

// What is wider than the screen scrolls, with the keyboard too.
const wide = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const part of document.querySelectorAll(".picture, .math, .pst-scrollable-table-container")) {
  wide.observe(part);
}
