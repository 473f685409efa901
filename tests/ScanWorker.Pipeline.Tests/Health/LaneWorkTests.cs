using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Tests.Health;

[TestFixture]
internal sealed class LaneWorkTests
{
    [TestCase(36, "/usr/bin/ffmpeg", ExpectedResult = true)]
    [TestCase(35, "/usr/bin/ffmpeg", ExpectedResult = false)]
    [TestCase(6, "", ExpectedResult = true)]
    [TestCase(5, "", ExpectedResult = false)]
    public bool Validate_WorkOfFiveSecondsAndAVideoOfThirty_HasRoomForThem(int seconds, string ffmpeg)
    {
        var validator = new LaneWorkValidator(
            Options.Create(new DecodeOptions { Deadline = TimeSpan.FromSeconds(5) }),
            Options.Create(new VideoOptions { Deadline = TimeSpan.FromSeconds(30), Ffmpeg = ffmpeg }));

        return validator.Validate(null, new VitalsOptions { LaneWork = TimeSpan.FromSeconds(seconds) }).Succeeded;
    }
}
