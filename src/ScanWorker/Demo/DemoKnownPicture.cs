namespace ScanWorker.Demo;

/// <summary>A picture that the demo's hash set lists.</summary>
/// <param name="DigestsOnly">The entry has no perceptual hash.</param>
internal sealed record DemoKnownPicture(string Bank, string EntryId, byte[] Content, bool DigestsOnly);
