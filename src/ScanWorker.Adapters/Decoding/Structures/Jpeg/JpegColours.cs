namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>What the markers of a JPEG say of its colours: JFIF, Adobe, the ids of components, and the colour
/// profile.</summary>
internal sealed class JpegColours
{
    private const int JfifBytesMin = 14;

    // Photoshop's own are longer when it saves for the web.
    private const int AdobeBytes = 12;

    private const int ProfilePartsAt = 14;
    private const byte TransformToYcc = 1;

    private readonly SortedDictionary<int, ReadOnlyMemory<byte>> _profile = [];
    private bool _isContradictory;
    private bool _isMarked;
    private byte? _transform;
    private int _profileParts;

    /// <summary>Takes an application segment.</summary>
    /// <param name="marker">E0 to EF.</param>
    /// <param name="segment">Its data.</param>
    /// <param name="isEarly">No frame header has come yet.</param>
    /// <returns>Whether the decoder is to see it.</returns>
    public bool Take(byte marker, ReadOnlyMemory<byte> segment, bool isEarly)
    {
        var data = segment.Span;
        var isJfif = marker == 0xE0 && data.StartsWith("JFIF\0"u8);
        var isAdobe = marker == 0xEE && data.StartsWith("Adobe"u8);
        if (marker == 0xE2 && data.StartsWith("ICC_PROFILE\0"u8) && data.Length > ProfilePartsAt)
        {
            _isContradictory |= !_profile.TryAdd(data[12], segment[ProfilePartsAt..])
                || (_profileParts != 0 && _profileParts != data[13]);
            _profileParts = data[13];
        }

        if (isJfif)
        {
            _isMarked = true;
            _isContradictory |= !isEarly || data.Length < JfifBytesMin;
        }
        else if (isAdobe)
        {
            _isMarked = true;
            _isContradictory |= !isEarly || data.Length < AdobeBytes
                || (_transform is { } before && before != data[AdobeBytes - 1]);
            _transform = data.Length >= AdobeBytes ? data[AdobeBytes - 1] : _transform;
        }

        return isJfif || isAdobe;
    }

    /// <summary>Why decoders may disagree about the colours of a frame, or null.</summary>
    public Oddity? OddityOf(JpegFrame frame)
    {
        if (frame.Components.Length == 3)
        {
            // Libjpeg lets JFIF win over Adobe, and Adobe over ids; others do not. Without either, ids other than the
            // usual ones say to some that it is RGB.
            var ids = frame.Components.Select(part => part.Id).ToArray();
            _isContradictory |= ids.SequenceEqual("RGB"u8.ToArray()) || _transform is not (null or TransformToYcc)
                || (!_isMarked && !ids.SequenceEqual<byte>([1, 2, 3]));
        }

        Oddity? ofMarkers = _isContradictory ? Oddity.ColourMarkers : null;
        return ofMarkers.And(OddityOfProfile());
    }

    private Oddity? OddityOfProfile()
    {
        if (_profile.Count == 0)
        {
            return null;
        }

        var isWhole = _profile.Count == _profileParts && _profile.Keys.First() == 1
            && _profile.Keys.Last() == _profileParts;
        var profile = _profile.Count == 1
            ? _profile.Values.First().Span
            : [.. _profile.Values.SelectMany(part => part.ToArray())];
        return ColourProfile.OddityOf(profile) ?? (isWhole ? null : Oddity.ColourProfile);
    }
}
