// Says above every page of the admin when the session is about to end or has ended, while what was entered
// can still be saved: signing in takes place in another tab. Its texts and addresses are on the script's tag.
(() => {
  const { stateUrl, signInUrl, ending, ended, signIn } = document.currentScript.dataset;
  const CHECKED_EVERY = 60, ENDS_SOON = 300; // seconds

  const getNotice = async () => {
    const response = await fetch(stateUrl, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (response.status === 403) return ended;
    if (!response.ok) return null; // the portal is away, which other messages say
    return (await response.json()).seconds_left < ENDS_SOON ? ending : "";
  };

  const show = (text) => {
    const shown = document.getElementById("session-notice");
    if ((shown?.dataset.text ?? "") === text) return; // said already
    shown?.remove();
    if (!text) return;
    const notice = document.createElement("div");
    notice.id = "session-notice";
    notice.dataset.text = text;
    notice.setAttribute("role", "alert");
    notice.append(`${text} `);
    if (text === ended) {
      const link = document.createElement("a");
      Object.assign(link, { href: signInUrl, target: "_blank", textContent: signIn });
      notice.append(link);
    }
    document.querySelector("main")?.prepend(notice);
  };

  const check = async () => {
    const text = await getNotice().catch(() => null);
    if (text !== null) show(text);
  };

  setInterval(check, CHECKED_EVERY * 1000);
  document.addEventListener("visibilitychange", () => document.hidden || check());
})();
