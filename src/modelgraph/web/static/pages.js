/* What the pages do a little better with JavaScript; each of them works without. */
"use strict";

/* A running job: ask for its part of the page again until it is final. */
function follow(part) {
  const news = document.getElementById("news");
  let wait = 500;
  async function again() {
    try {
      const answer = await fetch(part.dataset.follow, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const state = fresh.querySelector("[data-state]");
      const before = part.querySelector("[data-state]");
      if (!part.contains(document.activeElement) || state.dataset.final !== undefined) {
        part.replaceChildren(...fresh.body.childNodes);
      }
      if (state.dataset.state !== before.dataset.state) news.textContent = "The job is " + state.dataset.state;
      if (state.dataset.final !== undefined) return void location.reload();
      wait = Math.min(wait * 1.15, 3000);
    } catch {
      wait = Math.min(wait * 2, 10000);
    }
    setTimeout(again, wait);
  }
  setTimeout(again, wait);
}

/* The tray below the list: how many are ticked, and when it is enough. */
function tray(form) {
  const text = form.querySelector("[data-tray-text]");
  const button = form.querySelector("button");
  function count() {
    const ticked = form.querySelectorAll("input[name=models]:checked").length;
    button.disabled = ticked < 2 || ticked > 8;
    text.textContent = ticked === 0 ? "Tick 2 to 8 models."
      : ticked === 1 ? "1 ticked; tick one more."
      : ticked > 8 ? ticked + " ticked; at most 8 can be compared."
      : ticked + " ticked.";
  }
  text.setAttribute("role", "status");
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  count();
}

/* Names of models while one is typed. */
function suggest(input, number) {
  const list = document.createElement("datalist");
  list.id = "suggestions-" + number;
  input.after(list);
  input.setAttribute("list", list.id);
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) return;
    timer = setTimeout(async () => {
      const answer = await fetch("/models.json?first=8&q=" + encodeURIComponent(input.value.trim().slice(0, 100)));
      if (!answer.ok) return;
      const { items } = await answer.json();
      list.replaceChildren(...items.map((item) => {
        const option = document.createElement("option");
        option.value = item.id;
        option.label = item.name;
        return option;
      }));
    }, 150);
  });
}

/* An image by drop or paste, and a look at it before it is sent. */
function drop(area) {
  const input = area.querySelector("input[type=file]");
  const image = document.createElement("img");
  image.alt = "The first image that was chosen";
  image.hidden = true;
  area.append(image);
  function show() {
    const [file] = input.files;
    image.hidden = !file;
    if (file) {
      const reader = new FileReader();
      reader.addEventListener("load", () => { image.src = reader.result; });
      reader.readAsDataURL(file);
    }
  }
  function take(files) {
    if (!files || !files.length) return;
    input.files = files;
    show();
  }
  input.addEventListener("change", show);
  for (const name of ["dragover", "dragleave", "drop"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.toggle("over", name === "dragover");
      if (name === "drop") take(event.dataTransfer.files);
    });
  }
  document.addEventListener("paste", (event) => take(event.clipboardData && event.clipboardData.files));
}

/* Shapes over an image, shown or hidden. */
function toggle(stage) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain small";
  button.setAttribute("aria-pressed", "true");
  button.textContent = "Drawing over the image";
  button.addEventListener("click", () => {
    const bare = stage.classList.toggle("bare");
    button.setAttribute("aria-pressed", String(!bare));
  });
  stage.after(button);
}

/* A recipe, copied. */
function copy(recipe) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain small copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(recipe.querySelector("code").textContent);
    button.textContent = "Copied";
  });
  recipe.before(button);
}

/* On a phone the list comes first. */
function narrow(filters) {
  if (matchMedia("(max-width: 56rem)").matches) filters.open = false;
}

document.querySelectorAll("[data-copy]").forEach(copy);
document.querySelectorAll("[data-narrow]").forEach(narrow);
document.querySelectorAll("[data-follow]").forEach(follow);
document.querySelectorAll("[data-tray]").forEach(tray);
document.querySelectorAll("[data-suggest]").forEach(suggest);
document.querySelectorAll("[data-drop]").forEach(drop);
document.querySelectorAll(".stage:has(.overlay)").forEach(toggle);
