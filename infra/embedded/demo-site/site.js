// The site's own script: shows what the page can read of its cookies, and opens the banner's settings.
const list = document.querySelector('#cookies');

function show() {
  const names = document.cookie
    .split('; ')
    .flatMap((pair) => pair.split('=', 1))
    .filter(Boolean);
  const stored = [...names, ...Object.keys(localStorage)];
  list.textContent = stored.length > 0 ? stored.join(', ') : list.dataset.none;
}

document.addEventListener('vitne:change', show);
document.addEventListener('demo:stored', show);
document.querySelector('#settings').addEventListener('click', () => window.vitne?.openCookieSettings());
show();
