/** Numbers of the generations before and after; 0 is "none yet". */
export interface TreeUndo {
  readonly from: number;
  readonly to: number;
}

/** What stood there before each package was touched. */
export interface DebUndo {
  readonly packages: readonly {
    readonly name: string;
    /** Version that was installed; absent: the package was not there. */
    readonly version?: string;
    /** Our kept .deb of that version. */
    readonly pkgId?: string;
  }[];
}

/** How to go back, made before anything moved; JSON. A kind that has no part in the change is absent. */
export interface Undo {
  readonly tree?: TreeUndo;
  readonly deb?: DebUndo;
}
