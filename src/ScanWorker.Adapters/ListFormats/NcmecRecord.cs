using System.Xml;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>One <c>image</c>, <c>video</c> or tombstone of NCMEC's XML.</summary>
internal sealed class NcmecRecord
{
    private readonly HashSet<string> _affirming = new(StringComparer.Ordinal);
    private readonly HashSet<string> _denying = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _reasons = new(StringComparer.Ordinal);
    private EntryHashes _hashes;
    private bool _isHashBad;
    private string? _timestamp;
    private string? _classification;

    public string? MemberId { get; private set; }

    public string? Id { get; private set; }

    public EntryHashes Hashes => _hashes;

    /// <summary>It has a kind of hash that nobody knows.</summary>
    public bool HasUnknownHash { get; private set; }

    /// <summary>Kinds of its hashes that are known and not matched.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Reads the element that the reader stands on, and leaves it on its end.</summary>
    public static NcmecRecord Read(XmlReader reader)
    {
        var record = new NcmecRecord();
        record.ReadFields(reader);
        return record;
    }

    /// <returns>Null, or why the record is not taken.</returns>
    public RejectReason? TryMake(ListSettings settings, bool isTombstone, out Entry entry)
    {
        entry = new Entry(settings.RequireBank(), $"{MemberId}-{Id}", settings.Source);
        if (Id is null || MemberId is null)
        {
            return RejectReason.Malformed;
        }

        DateTimeOffset? updatedAt = null;
        if (_timestamp is not null && !ListTimes.TryParse(_timestamp, out updatedAt))
        {
            return RejectReason.BadValue;
        }

        entry = entry with { UpdatedAt = updatedAt };
        if (isTombstone)
        {
            return null;
        }

        if (_isHashBad)
        {
            return RejectReason.BadHash;
        }

        if (_hashes.IsContradictory)
        {
            return RejectReason.Contradiction;
        }

        _affirming.Add(MemberId); // Whoever lists an item says that it belongs there.
        entry = _hashes.ApplyTo(entry) with
        {
            Classification = _classification,
            Member = MemberId,
            PositiveOpinions = _affirming.Count,
            NegativeOpinions = _denying.Count,
            Labels = [.. _reasons],
        };
        return null;
    }

    private void ReadFields(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                ReadField(reader);
            }
        }
    }

    private void ReadField(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "member":
                MemberId = reader.GetAttribute("id");
                Skip(reader);
                break;
            case "id":
                Id = TextOf(reader);
                break;
            case "timestamp":
                _timestamp = TextOf(reader);
                break;
            case "classification":
                _classification = TextOf(reader);
                break;
            case "fingerprints":
                ReadFingerprints(reader);
                break;
            case "affirmativeFeedback":
                ReadMembers(reader, _affirming);
                break;
            case "negativeFeedback":
                ReadMembers(reader, _denying);
                break;
            default:
                if (HashTypes.TryParse(reader.LocalName, out var type))
                {
                    ReadHash(reader, type);
                }

                break; // A container.
        }
    }

    private void ReadFingerprints(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType == XmlNodeType.Element && HashTypes.TryParse(reader.LocalName, out var type))
            {
                ReadHash(reader, type);
            }
            else if (reader.NodeType == XmlNodeType.Element)
            {
                if (HashTypes.MatchedElsewhere(reader.LocalName) is { } kind)
                {
                    LeftOut.Add(kind);
                }
                else
                {
                    HasUnknownHash = true;
                }

                Skip(reader);
            }
        }
    }

    private void ReadHash(XmlReader reader, HashType type)
    {
        if (TextOf(reader) is { } text)
        {
            _isHashBad |= !_hashes.TryAdd(type, text);
        }
    }

    private void ReadMembers(XmlReader reader, HashSet<string> members)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "member" } && reader.GetAttribute("id") is { } id)
            {
                members.Add(id);
            }
            else if (reader is { NodeType: XmlNodeType.Element, LocalName: "reason" }
                && reader.GetAttribute("name") is { Length: > 0 } name)
            {
                _reasons.Add($"denied:{name}");
            }
        }
    }

    /// <summary>The text of the element that the reader stands on; it is left on the element's end.</summary>
    private static string? TextOf(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return null;
        }

        var (depth, text) = (reader.Depth, "");
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                text += reader.Value;
            }
        }

        text = text.Trim();
        return text.Length == 0 ? null : text;
    }

    private static void Skip(XmlReader reader) => _ = TextOf(reader);
}
