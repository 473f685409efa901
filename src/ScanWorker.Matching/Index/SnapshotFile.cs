using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>An index as one file: for each layer its segment, byte for byte, and the search tables over it.</summary>
/// <remarks>The tables in the file and in memory are the same bytes; an index uses them where they lie.</remarks>
internal static class SnapshotFile
{
    private const string PartSuffix = ".part";

    /// <exception cref="SegmentException">Cut, altered in its frame, foreign or of another version; says
    /// which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static SectionFile Open(string path) => Open(ByteRegion.Map(path));

    /// <exception cref="SegmentException">Cut, altered in its frame, foreign or of another version; says
    /// which.</exception>
    internal static SectionFile Open(ByteRegion region) =>
        SectionFile.Open(region, 0, region.Length, FileHeader.SnapshotMagic);

    /// <exception cref="SegmentException">The sections do not fit each other.</exception>
    internal static IReadOnlyCollection<Layer> LayersOf(SectionFile file)
    {
        var count = file.Sections.All.Count(section => section.Kind == SectionKind.Segment);
        return [.. Enumerable.Range(0, count).Select(number => Layer.Open(file.Sections, (uint)number))];
    }

    // Hashes are in it, so it is its owner's alone.
    private static FileStreamOptions Private
    {
        get
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return options;
        }
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    internal static void Write(string path, IEnumerable<Layer> layers)
    {
        var part = path + PartSuffix;
        try
        {
            using (var stream = new FileStream(part, Private))
            {
                Write(stream, layers);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(part);
            throw;
        }
    }

    internal static void Write(Stream destination, IEnumerable<Layer> layers)
    {
        var sections = layers.SelectMany(
            (layer, number) => layer.Sections.Select(section => section.Of(section.Kind, (uint)number)));
        SectionWriter.Write(FileHeader.SnapshotMagic, [.. sections], destination);
    }
}
