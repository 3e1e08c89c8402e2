// Only comfort: without this file every question is shown, with the answer that leads to it in words.
for (const question of document.querySelectorAll("[data-shown-if]")) {
  const form = question.closest("form");
  const hint = question.querySelector(".govuk-hint");
  const show = () => {
    const given = form.querySelector(`[name="${CSS.escape(question.dataset.shownIf)}"]:checked`);
    question.hidden = !(given && given.value === question.dataset.equals);
  };
  if (question.querySelector(".govuk-error-message")) continue;
  if (hint) hint.textContent = hint.textContent.replace(/^\s*Only if the answer to “.*?” is “.*?”\.\s*/s, "");
  form.addEventListener("change", show);
  show();
}
const errors = document.getElementById("errors");
if (errors) errors.focus();
// Links of the summary go to the control itself, with its question in sight.
errors?.addEventListener("click", (event) => {
  const target = event.target.closest("a") && document.getElementById(event.target.closest("a").hash.slice(1));
  if (target) {
    event.preventDefault();
    (target.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(target.id)}"]`) ?? target).scrollIntoView();
    target.focus({ preventScroll: true });
  }
});
// A second click on the same button sends nothing more.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent && Date.now() - form.dataset.sent < 1500) event.preventDefault();
    form.dataset.sent = Date.now();
  });
}
// A picture wider than the window begins where the case stands.
for (const picture of document.querySelectorAll(".picture")) {
  const places = picture.querySelectorAll(".current, .held, .failed, .waiting");
  const place = picture.querySelector(".current, .held, .failed") ?? places[places.length - 1];
  if (place) picture.scrollLeft += place.getBoundingClientRect().left - picture.clientWidth / 2;
}
