import { type HandlerContext, type MessageInit, MicroError } from "@ts-micro/framework";
import type { Seen } from "./gen/library/v1/library.js";
import type { LibraryHandler } from "./gen/library/v1/library.micro.js";

/** Answers with what it was called with. */
function seen(method: string): (request: object, context: HandlerContext) => MessageInit<Seen> {
  return (request, { metadata }) => ({
    method,
    request: JSON.stringify(request, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
    metadata: Object.fromEntries([...metadata].map(([key, value]) => [key.toLowerCase(), value])),
  });
}

/** A library whose books are what is asked for. */
export interface Library extends LibraryHandler {
  /** How many have called `Wait`. */
  readonly arrivals: number;
  /** How many callers of `Wait` and `Count` have gone. */
  readonly departures: number;
}

export function createLibrary(): Library {
  let arrivals = 0;
  let departures = 0;
  return {
    get arrivals() {
      return arrivals;
    },
    get departures() {
      return departures;
    },
    getShelf: seen("getShelf"),
    listBooks: ({ parent, pageSize, filter }) => ({
      books: Array.from({ length: pageSize }, (_, at) => ({
        name: `${parent}/books/${at}`,
        title: filter?.inner?.tags.join("+") ?? "",
      })),
    }),
    createBook: seen("createBook"),
    updateBook: seen("updateBook"),
    replaceBook: seen("replaceBook"),
    deleteBook: seen("deleteBook"),
    archiveBook: seen("archiveBook"),
    readFile: seen("readFile"),
    readSpecialFile: seen("readSpecialFile"),
    tagBook: seen("tagBook"),
    echo: (request) => request,
    fail({ code }) {
      if (code === 0) throw new Error("a secret");
      throw new MicroError({ id: "library", code, detail: "as you wished" });
    },
    async wait(_, { signal }) {
      arrivals += 1;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      departures += 1;
      return {};
    },
    async *count({ count, failAfter }, { signal }) {
      try {
        for (let number = 1; number <= count || count === 0; number += 1) {
          yield { number };
          if (number === failAfter) throw new MicroError({ id: "library", code: 409, detail: "enough" });
          if (count === 0 && number % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          signal.throwIfAborted();
        }
      } finally {
        if (signal.aborted) departures += 1;
      }
    },
    upload: () => ({}),
  };
}
