using ScanWorker.Adapters.Samples;

namespace ScanWorker.Testing;

/// <summary>One frame of an animation.</summary>
internal sealed record TestFrame(
    SamplePicture Picture, int X = 0, int Y = 0, TestDisposal Disposal = TestDisposal.Keep, bool Blends = true)
{
    /// <summary>What a viewer shows of opaque frames, one after the other, beginning with black.</summary>
    public static IEnumerable<SamplePicture> Shown(int width, int height, IReadOnlyList<TestFrame> frames)
    {
        var canvas = SamplePicture.Blank(width, height);
        foreach (var frame in frames)
        {
            var before = canvas;
            canvas = Over(canvas, frame, frame.Picture);
            yield return canvas;
            canvas = frame.Disposal switch
            {
                TestDisposal.Clear =>
                    Over(canvas, frame, SamplePicture.Blank(frame.Picture.Width, frame.Picture.Height)),
                TestDisposal.Restore => before,
                _ => canvas,
            };
        }
    }

    private static SamplePicture Over(SamplePicture canvas, TestFrame frame, SamplePicture picture)
    {
        var drawn = canvas with { Rgb = [.. canvas.Rgb] };
        for (var y = 0; y < picture.Height && frame.Y + y < canvas.Height; y++)
        {
            var count = Math.Min(picture.Width, canvas.Width - frame.X) * 3;
            var to = (((frame.Y + y) * canvas.Width) + frame.X) * 3;
            picture.Rgb.AsSpan(y * picture.Width * 3, count).CopyTo(drawn.Rgb.AsSpan(to));
        }

        return drawn;
    }
}
