namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Files that are there whole or not at all, whatever is killed when.</summary>
internal static class DurableFile
{
    /// <summary>Writes beside, syncs, then renames over: a reader finds the old file or the new one.</summary>
    /// <exception cref="IOException">There is no room, or the place cannot be written; the old file stays.</exception>
    internal static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var draft = path + ".tmp";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
