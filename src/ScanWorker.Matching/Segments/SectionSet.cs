namespace ScanWorker.Matching.Segments;

/// <summary>The sections of one segment or snapshot, by kind and group.</summary>
internal sealed class SectionSet
{
    private readonly Dictionary<(SectionKind, uint), Section> _byKind = [];

    internal SectionSet(IReadOnlyList<Section> sections)
    {
        All = sections;
        foreach (var section in sections)
        {
            if (!_byKind.TryAdd((section.Kind, section.Group), section))
            {
                throw section.Wrong("is there twice");
            }
        }
    }

    internal IReadOnlyList<Section> All { get; }

    /// <exception cref="SegmentException">There is none.</exception>
    internal Section this[SectionKind kind, uint group = 0] =>
        Find(kind, group) ?? throw new SegmentException($"The section {kind} is missing.");

    internal Section? Find(SectionKind kind, uint group = 0) => _byKind.GetValueOrDefault((kind, group));
}
