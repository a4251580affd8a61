import type { FileDescriptorProto, SourceCodeInfo_Location } from "ts-proto-descriptors";

/** What ts-proto asks of the comments of a file: those of a declaration, and of what is within it. */
export interface CommentTree {
  readonly span: number[];
  readonly leadingComments: string;
  readonly trailingComments: string;
  readonly leadingDetachedComments: string[];
  /** The comments of a part: field and index, as descriptor.proto counts. */
  lookup(field: number, index: number | undefined): CommentTree;
  /** The comments within a part. */
  open(field: number, index: number): CommentTree;
}

/** By the steps of their paths: ts-proto's own looks through every comment of a file for every message. */
class Node implements CommentTree {
  private location: SourceCodeInfo_Location | undefined;
  private readonly children = new Map<number, Node>();

  get span(): number[] {
    return this.location?.span ?? [];
  }
  get leadingComments(): string {
    return this.location?.leadingComments ?? "";
  }
  get trailingComments(): string {
    return this.location?.trailingComments ?? "";
  }
  get leadingDetachedComments(): string[] {
    return this.location?.leadingDetachedComments ?? [];
  }

  lookup(field: number, index: number | undefined): CommentTree {
    const part = this.children.get(field);
    return (index === undefined ? part : part?.children.get(index)) ?? nothing;
  }

  open(field: number, index: number): CommentTree {
    return this.lookup(field, index);
  }

  put(location: SourceCodeInfo_Location): void {
    let node: Node = this;
    for (const step of location.path) {
      const next = node.children.get(step) ?? new Node();
      node.children.set(step, next);
      node = next;
    }
    node.location = location;
  }
}

const nothing = new Node();

/** Reads the comments of a file. */
export function commentTree({ sourceCodeInfo }: FileDescriptorProto): CommentTree {
  const root = new Node();
  for (const location of sourceCodeInfo?.location ?? []) root.put(location);
  return root;
}
