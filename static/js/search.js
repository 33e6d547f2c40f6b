// Suggestions below search fields open pages: an editable combobox (ARIA APG). The form works without it.
for (const form of document.querySelectorAll("form[data-suggestions]")) {
  const input = form.elements.q, list = document.createElement("ul");
  let requests = 0, timer, active = -1, typed = "";

  const set = (element, attributes) => {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  };
  set(list, {
    id: `${input.id}-suggestions`, class: "suggestions", role: "listbox", "aria-label": input.labels[0].textContent,
  });
  form.append(list);

  const open = (isOpen) => {
    list.hidden = !isOpen;
    active = -1;
    set(input, { "aria-expanded": isOpen, "aria-activedescendant": "" });
  };
  set(input, { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id });
  open(false);

  const activate = (position) => {
    const options = [...list.children], option = options[position];
    active = position;
    options.forEach((other) => set(other, { "aria-selected": other === option }));
    input.value = option ? option.dataset.title : typed;
    set(input, { "aria-activedescendant": option ? option.id : "" });
    option?.scrollIntoView({ block: "nearest" });
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ title, kind, url }, number) => {
      const small = document.createElement("small");
      small.textContent = kind;
      const option = set(document.createElement("li"), {
        id: `${list.id}-${number}`, role: "option", "aria-selected": false,
        "data-title": title, "data-url": url,
      });
      option.append(title, " ", small);
      return option;
    }));
    open(suggestions.length > 0);
  };

  const suggest = async () => {
    const number = ++requests;
    try {
      const response = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`);
      const { suggestions } = await response.json();
      if (number === requests && document.activeElement === input) show(suggestions);
    } catch {
      open(false);
    }
  };

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    requests++;
    if (typed.trim().length < 2) open(false);
    else timer = setTimeout(suggest, 150);
  });

  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden) return;
    if (event.key === "Escape") {
      activate(-1);
      open(false);
    } else if (event.key === "ArrowDown") activate(active < last ? active + 1 : -1);
    else if (event.key === "ArrowUp") activate(active < 0 ? last : active - 1);
    else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.url);
    else return;
    event.preventDefault();
  });

  input.addEventListener("blur", () => open(false));
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option && event.button === 0) location.assign(option.dataset.url);
  });
}
