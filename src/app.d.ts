declare global {
  namespace App {
    interface PageState {
      /** Where the screen that suggests communes stands in this entry of the browser's history. */
      suggest?: {
        view: import('$lib/suggest/steps.ts').View
        /** The entry before is an earlier step of the same visit. */
        after: boolean
      }
    }
  }
}

export {}
