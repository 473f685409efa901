using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Generated from the attributes of <see cref="LaneOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LaneOptionsValidator : IValidateOptions<LaneOptions>;
