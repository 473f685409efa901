namespace ScanWorker.Reference;

/// <summary>One generated file.</summary>
/// <param name="Path">Below <c>docs</c>, with forward slashes.</param>
/// <param name="Text">Whole, with line feeds.</param>
internal sealed record ReferenceFile(string Path, string Text);
