// Plays one of a site's scripts for a category: says that it ran, and stores what the statement lists for the category.
{
  const { vitneCategory: category } = document.currentScript.dataset;
  const cell = document.querySelector(`[data-of="${category}"]`);
  cell.textContent = cell.dataset.ran;
  cell.className = 'ran';

  void fetch(`/v1/public/${document.documentElement.dataset.tenant}/cookies`)
    .then((answer) => answer.json())
    .then(({ categories }) => {
      // Whoever withdrew meanwhile gets nothing stored any more.
      if (!window.vitne?.may(category)) return;
      for (const { identifier, type } of categories.find((one) => one.category === category)?.cookies ?? []) {
        if (type === 'web') localStorage.setItem(identifier, 'demo');
        else document.cookie = `${identifier}=demo; Path=/; SameSite=Lax; Max-Age=7776000`;
      }
      document.dispatchEvent(new Event('demo:stored'));
    });
}
