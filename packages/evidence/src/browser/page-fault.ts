/** What keeps the page from looking at a file; of the file itself it says nothing. */
export type PageFaultCode = 'browser-cannot' | 'key-unreadable';
