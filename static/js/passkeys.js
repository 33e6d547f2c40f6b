// Signs in by a passkey, confirms a change with one, or creates one, where the browser can do that. What the
// authenticator answers is sent as a field of the form. Texts and addresses are on the first element of these.
(() => {
  const place = document.querySelector("[data-passkey-origin]");
  const isAddress = /^[\d.]+$|:/.test(location.hostname); // passkeys belong to names
  if (place?.dataset.passkeyOrigin !== location.origin || !window.PublicKeyCredential || isAddress) return;
  const { optionsUrl, failed } = place.dataset;

  // By hand, because some password managers answer with objects that lack toJSON().
  const decode = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt());
  const encode = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const BINARY = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  const toJSON = ({ id, rawId, type, response }) => {
    const parts = BINARY.filter((name) => response[name]).map((name) => [name, encode(response[name])]);
    const transports = response.getTransports?.();
    return JSON.stringify({ id, type, rawId: encode(rawId), response: { ...Object.fromEntries(parts), transports } });
  };

  const request = async (form) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const response = await fetch(optionsUrl, { method: "POST", body });
    const options = await response.json();
    if (!response.ok) throw Object.assign(new Error(), { text: options.message });
    return navigator.credentials.get({ publicKey: { ...options, challenge: decode(options.challenge) } });
  };

  const create = (form) => {
    const options = JSON.parse(form.dataset.options);
    const { challenge, user, excludeCredentials = [] } = options;
    return navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: decode(challenge),
        user: { ...user, id: decode(user.id) },
        excludeCredentials: excludeCredentials.map((one) => ({ ...one, id: decode(one.id) })),
      },
    });
  };

  const send = (form, fields) => {
    const inputs = Object.entries(fields).map(([name, value]) =>
      Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    form.append(...inputs);
    form.submit();
    inputs.forEach((input) => input.remove()); // or they would be sent again by who comes back to this page
  };

  const sendPasskey = async (form, ask, fields = {}) => {
    const message = form.querySelector("[data-passkey-message]");
    message.hidden = true;
    try {
      send(form, { ...fields, passkey: toJSON(await ask(form)) });
    } catch (error) {
      message.textContent = error.text ?? failed; // mostly because the person cancelled
      message.hidden = false;
    }
  };

  document.querySelectorAll("[data-passkey-only]").forEach((element) => { element.hidden = false; });
  document.querySelector("[data-passkey=sign-in]")?.addEventListener("click", (event) => {
    sendPasskey(event.currentTarget.form, request);
  });
  document.querySelector("[data-passkey=confirm]")?.addEventListener("submit", (event) => {
    if (event.target.elements.code.value) return;
    event.preventDefault();
    sendPasskey(event.target, request, { action: event.submitter?.value });
  });
  document.querySelector("[data-passkey=create]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    sendPasskey(event.target, create);
  });
})();
