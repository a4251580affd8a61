/** What the page is told: the services are at other origins than the page. */
export interface BrowserSetting {
  /** A `FileDescriptorSet` with the greeter, in base64. */
  readonly descriptors: string;
  /** Allows the page's origin. */
  readonly open: string;
  /** The same, and `Hello` has no side effects. */
  readonly readable: string;
  /** Allows no other origin. */
  readonly closed: string;
}

export interface CaseResult {
  readonly name: string;
  /** Why it went wrong; absent when it did not. */
  readonly failure?: string;
}
