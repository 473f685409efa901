namespace ScanWorker.Pipeline;

/// <summary>
/// A section of the configuration and the type it binds to: what the start checks, and what the reference lists.
/// </summary>
public sealed record OptionsSection(string Section, Type Type);
