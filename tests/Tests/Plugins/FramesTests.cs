using Host.Plugins.Isolation;

namespace Tests.Plugins;

/// <summary>What comes down a pipe, from a process that may say anything.</summary>
public class FramesTests
{
    [Fact]
    public async Task A_record_comes_out_as_it_went_in_and_then_the_end()
    {
        using var pipe = new MemoryStream(Frames.Pack(new ChildWord(7, new() { Reason = "Zoë" })));
        var read = await Frames.Read<ChildWord>(pipe, CancellationToken.None);
        Assert.Equal((7, "Zoë"), (read!.Number, read.Answer!.Reason));
        Assert.Null(await Frames.Read<ChildWord>(pipe, CancellationToken.None));
    }

    [Theory]
    [InlineData(new byte[] { 255, 255, 255, 127 })]
    [InlineData(new byte[] { 255, 255, 255, 255 })]
    [InlineData(new byte[] { 4, 0, 0, 0, (byte)'n', (byte)'u', (byte)'l', (byte)'l' })]
    [InlineData(new byte[] { 2, 0, 0, 0, (byte)'{', (byte)'"' })]
    [InlineData(new byte[] { 2, 0, 0, 0, (byte)'[', (byte)']' })]
    public async Task What_is_no_frame_is_refused_and_not_made_room_for(byte[] bytes)
    {
        using var pipe = new MemoryStream(bytes);
        await Assert.ThrowsAsync<InvalidDataException>(() => Frames.Read<ChildWord>(pipe, CancellationToken.None));
    }

    [Theory]
    [InlineData(new byte[] { 9, 0 })]
    [InlineData(new byte[] { 9, 0, 0, 0, (byte)'{' })]
    public async Task What_breaks_off_is_the_end(byte[] bytes)
    {
        using var pipe = new MemoryStream(bytes);
        Assert.Null(await Frames.Read<ChildWord>(pipe, CancellationToken.None));
    }
}
