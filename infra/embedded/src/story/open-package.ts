/**
 * Opens a package as a person does who presses the button behind the link.
 * @param address of the link, with or without a language
 * @returns the page
 */
export async function openPackage(address: string): Promise<string> {
  const url = new URL(address);
  url.pathname += '/opening';
  const response = await fetch(url, { method: 'POST' });
  if (!response.ok) throw new Error(`The package was not opened: ${response.status}.`);
  return response.text();
}
