// Suggestions below search fields: an editable combobox (ARIA APG). The form works the same without.
for (const form of document.querySelectorAll("form[data-suggestions]")) {
  const input = form.elements.q, list = document.createElement("ul");
  let asked = 0, timer, chosen = -1, typed = "";

  const set = (element, attributes) => {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  };
  set(list, {
    id: `${input.id}-suggestions`, class: "suggestions", role: "listbox", "aria-label": input.labels[0].textContent,
  });
  form.append(list);

  const open = (is) => {
    list.hidden = !is;
    chosen = -1;
    set(input, { "aria-expanded": is, "aria-activedescendant": "" });
  };
  set(input, { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id });
  open(false);

  const choose = (position) => {
    const options = [...list.children], option = options[position];
    chosen = position;
    options.forEach((one) => set(one, { "aria-selected": one === option }));
    input.value = option ? option.dataset.title : typed;
    set(input, { "aria-activedescendant": option ? option.id : "" });
    option?.scrollIntoView({ block: "nearest" });
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ title, kind }, number) => {
      const small = document.createElement("small");
      small.textContent = kind;
      const option = set(document.createElement("li"), {
        id: `${list.id}-${number}`, role: "option", "aria-selected": false, "data-title": title,
      });
      option.append(title, " ", small);
      return option;
    }));
    open(suggestions.length > 0);
  };

  const ask = async () => {
    const number = ++asked;
    try {
      const response = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`);
      const { suggestions } = await response.json();
      if (number === asked && document.activeElement === input) show(suggestions);
    } catch {
      open(false);
    }
  };

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    asked++;
    if (typed.trim().length < 2) open(false);
    else timer = setTimeout(ask, 150);
  });

  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden) return;
    if (event.key === "Escape") {
      choose(-1);
      open(false);
    } else if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else return;
    event.preventDefault();
  });

  input.addEventListener("blur", () => open(false));
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (!option) return;
    input.value = option.dataset.title;
    form.requestSubmit();
  });
}
