// Search in the static copy of the portal: pages that contain all words, titles first. PAGES: index.js.
const MOST = 50;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const query = new URLSearchParams(location.search).get("q") ?? "";
const words = plain(query).match(/[\p{L}\p{N}]+/gu) ?? [];
const count = document.querySelector("[data-none]"), list = document.querySelector("[data-results]");

const score = ([, title, text]) => {
  const inTitle = plain(title), everywhere = `${inTitle} ${plain(text)}`;
  if (!words.every((word) => everywhere.includes(word))) return 0;
  return 1 + words.filter((word) => inTitle.includes(word)).length * 10 - inTitle.length / 1000;
};

const excerpt = (text) => {
  const start = Math.max(0, plain(text).indexOf(words[0]) - 60);
  return `${start ? "…" : ""}${text.slice(start, start + 200)}…`;
};

const row = ([file, title, text]) => {
  const item = document.createElement("li"), link = document.createElement("a"), about = document.createElement("p");
  link.href = `../${file.split("/").map(encodeURIComponent).join("/")}`;
  link.textContent = title;
  about.textContent = excerpt(text);
  item.append(link, about);
  return item;
};

for (const field of document.querySelectorAll("form[role=search] [name=q]")) field.value = query;
if (words.length) {
  const results = PAGES.map((page) => [score(page), page]).filter(([points]) => points > 0);
  results.sort(([a], [b]) => b - a);
  count.textContent = results.length ? `${count.dataset.some} ${results.length}` : count.dataset.none;
  list.replaceChildren(...results.slice(0, MOST).map(([, page]) => row(page)));
}
