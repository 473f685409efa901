namespace ScanWorker.Pipeline.Findings;

/// <summary>What was decoded.</summary>
public sealed record ImageFacts(string Format, int Width, int Height, int Frames);
