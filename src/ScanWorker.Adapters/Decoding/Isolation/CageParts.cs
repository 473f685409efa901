namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The kernel's means that hold a decoder process. Each stands for itself.</summary>
[Flags]
internal enum CageParts
{
    None = 0,

    /// <summary>Bounds on memory, open files, files' length and core dumps.</summary>
    ResourceLimits = 1,

    /// <summary>No program that it might start could gain rights.</summary>
    NoNewPrivileges = 2,

    /// <summary>Other processes of the same user cannot look into it, and no dump of it is written.</summary>
    NotDumpable = 4,

    /// <summary>It ends when its worker ends.</summary>
    EndsWithParent = 8,

    /// <summary>A seccomp filter: no sockets, no programs, no processes, no opening for writing.</summary>
    SystemCallFilter = 16,

    /// <summary>Landlock: no file but the program's own, no connection, no signal to others.</summary>
    FileRules = 32,

    /// <summary>None of root's powers, also where the worker runs as root.</summary>
    NoCapabilities = 64,

    All = ResourceLimits | NoNewPrivileges | NotDumpable | EndsWithParent | SystemCallFilter | FileRules
        | NoCapabilities,
}
