"""Sound devices with the interface of OSS: /dev/dsp and /dev/mixer."""

import fcntl
import os
import select
import struct
import warnings

warnings._deprecated(__name__, remove=(3, 13))

control_labels = [
    "Vol  ", "Bass ", "Trebl", "Synth", "Pcm  ", "Spkr ", "Line ", "Mic  ", "CD   ", "Mix  ", "Pcm2 ", "Rec  ",
    "IGain", "OGain", "Line1", "Line2", "Line3", "Digital1", "Digital2", "Digital3", "PhoneIn", "PhoneOut", "Video",
    "Radio", "Monitor",
]
control_names = [
    "vol", "bass", "treble", "synth", "pcm", "speaker", "line", "mic", "cd", "mix", "pcm2", "rec", "igain", "ogain",
    "line1", "line2", "line3", "dig1", "dig2", "dig3", "phin", "phout", "video", "radio", "monitor",
]

globals().update({
    "AFMT_QUERY": 0x0, "AFMT_MU_LAW": 0x1, "AFMT_A_LAW": 0x2, "AFMT_IMA_ADPCM": 0x4, "AFMT_U8": 0x8,
    "AFMT_S16_LE": 0x10, "AFMT_S16_BE": 0x20, "AFMT_S8": 0x40, "AFMT_U16_LE": 0x80, "AFMT_U16_BE": 0x100,
    "AFMT_MPEG": 0x200, "AFMT_AC3": 0x400, "AFMT_S16_NE": 0x10, "SOUND_MIXER_NRDEVICES": 0x19,
    "SOUND_MIXER_VOLUME": 0x0, "SOUND_MIXER_BASS": 0x1, "SOUND_MIXER_TREBLE": 0x2, "SOUND_MIXER_SYNTH": 0x3,
    "SOUND_MIXER_PCM": 0x4, "SOUND_MIXER_SPEAKER": 0x5, "SOUND_MIXER_LINE": 0x6, "SOUND_MIXER_MIC": 0x7,
    "SOUND_MIXER_CD": 0x8, "SOUND_MIXER_IMIX": 0x9, "SOUND_MIXER_ALTPCM": 0xa, "SOUND_MIXER_RECLEV": 0xb,
    "SOUND_MIXER_IGAIN": 0xc, "SOUND_MIXER_OGAIN": 0xd, "SOUND_MIXER_LINE1": 0xe, "SOUND_MIXER_LINE2": 0xf,
    "SOUND_MIXER_LINE3": 0x10, "SOUND_MIXER_DIGITAL1": 0x11, "SOUND_MIXER_DIGITAL2": 0x12,
    "SOUND_MIXER_DIGITAL3": 0x13, "SOUND_MIXER_PHONEIN": 0x14, "SOUND_MIXER_PHONEOUT": 0x15,
    "SOUND_MIXER_VIDEO": 0x16, "SOUND_MIXER_RADIO": 0x17, "SOUND_MIXER_MONITOR": 0x18,
    "SNDCTL_COPR_HALT": 0xc0144307, "SNDCTL_COPR_LOAD": 0xcfb04301, "SNDCTL_COPR_RCODE": 0xc0144303,
    "SNDCTL_COPR_RCVMSG": 0x8fa44309, "SNDCTL_COPR_RDATA": 0xc0144302, "SNDCTL_COPR_RESET": 0x4300,
    "SNDCTL_COPR_RUN": 0xc0144306, "SNDCTL_COPR_SENDMSG": 0xcfa44308, "SNDCTL_COPR_WCODE": 0x40144305,
    "SNDCTL_COPR_WDATA": 0x40144304, "SNDCTL_DSP_BIND_CHANNEL": 0xc0045041, "SNDCTL_DSP_CHANNELS": 0xc0045006,
    "SNDCTL_DSP_GETBLKSIZE": 0xc0045004, "SNDCTL_DSP_GETCAPS": 0x8004500f, "SNDCTL_DSP_GETCHANNELMASK": 0xc0045040,
    "SNDCTL_DSP_GETFMTS": 0x8004500b, "SNDCTL_DSP_GETIPTR": 0x800c5011, "SNDCTL_DSP_GETISPACE": 0x8010500d,
    "SNDCTL_DSP_GETODELAY": 0x80045017, "SNDCTL_DSP_GETOPTR": 0x800c5012, "SNDCTL_DSP_GETOSPACE": 0x8010500c,
    "SNDCTL_DSP_GETSPDIF": 0x80045043, "SNDCTL_DSP_GETTRIGGER": 0x80045010, "SNDCTL_DSP_MAPINBUF": 0x80105013,
    "SNDCTL_DSP_MAPOUTBUF": 0x80105014, "SNDCTL_DSP_NONBLOCK": 0x500e, "SNDCTL_DSP_POST": 0x5008,
    "SNDCTL_DSP_PROFILE": 0x40045017, "SNDCTL_DSP_RESET": 0x5000, "SNDCTL_DSP_SAMPLESIZE": 0xc0045005,
    "SNDCTL_DSP_SETDUPLEX": 0x5016, "SNDCTL_DSP_SETFMT": 0xc0045005, "SNDCTL_DSP_SETFRAGMENT": 0xc004500a,
    "SNDCTL_DSP_SETSPDIF": 0x40045042, "SNDCTL_DSP_SETSYNCRO": 0x5015, "SNDCTL_DSP_SETTRIGGER": 0x40045010,
    "SNDCTL_DSP_SPEED": 0xc0045002, "SNDCTL_DSP_STEREO": 0xc0045003, "SNDCTL_DSP_SUBDIVIDE": 0xc0045009,
    "SNDCTL_DSP_SYNC": 0x5001, "SNDCTL_FM_4OP_ENABLE": 0x4004510f, "SNDCTL_FM_LOAD_INSTR": 0x40285107,
    "SNDCTL_MIDI_INFO": 0xc074510c, "SNDCTL_MIDI_MPUCMD": 0xc0216d02, "SNDCTL_MIDI_MPUMODE": 0xc0046d01,
    "SNDCTL_MIDI_PRETIME": 0xc0046d00, "SNDCTL_SEQ_CTRLRATE": 0xc0045103, "SNDCTL_SEQ_GETINCOUNT": 0x80045105,
    "SNDCTL_SEQ_GETOUTCOUNT": 0x80045104, "SNDCTL_SEQ_GETTIME": 0x80045113, "SNDCTL_SEQ_NRMIDIS": 0x8004510b,
    "SNDCTL_SEQ_NRSYNTHS": 0x8004510a, "SNDCTL_SEQ_OUTOFBAND": 0x40085112, "SNDCTL_SEQ_PANIC": 0x5111,
    "SNDCTL_SEQ_PERCMODE": 0x40045106, "SNDCTL_SEQ_RESET": 0x5100, "SNDCTL_SEQ_RESETSAMPLES": 0x40045109,
    "SNDCTL_SEQ_SYNC": 0x5101, "SNDCTL_SEQ_TESTMIDI": 0x40045108, "SNDCTL_SEQ_THRESHOLD": 0x4004510d,
    "SNDCTL_SYNTH_CONTROL": 0xcfa45115, "SNDCTL_SYNTH_ID": 0xc08c5114, "SNDCTL_SYNTH_INFO": 0xc08c5102,
    "SNDCTL_SYNTH_MEMAVL": 0xc004510e, "SNDCTL_SYNTH_REMOVESAMPLE": 0xc00c5116, "SNDCTL_TMR_CONTINUE": 0x5404,
    "SNDCTL_TMR_METRONOME": 0x40045407, "SNDCTL_TMR_SELECT": 0x40045408, "SNDCTL_TMR_SOURCE": 0xc0045406,
    "SNDCTL_TMR_START": 0x5402, "SNDCTL_TMR_STOP": 0x5403, "SNDCTL_TMR_TEMPO": 0xc0045405,
    "SNDCTL_TMR_TIMEBASE": 0xc0045401,
})


class OSSAudioError(Exception):
    """Something that a sound device is not asked."""


OSSAudioError.__module__ = "ossaudiodev"
error = OSSAudioError


def _exchange(fd, request, value=0):
    """Passes an int to a device and takes what it makes of it."""
    return struct.unpack("i", fcntl.ioctl(fd, request, struct.pack("i", value)))[0]


class _Device:
    """An open device."""

    def __init__(self, fd):
        self._fd = fd

    def _checked(self):
        if self._fd < 0:
            raise ValueError("Operation on closed OSS device.")
        return self._fd

    def close(self):
        """Close the device."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def fileno(self):
        """Return the file descriptor."""
        return self._checked()

    def __enter__(self):
        self._checked()
        return self

    def __exit__(self, *exc):
        self.close()

    def __del__(self):
        self.close()


class oss_audio_device(_Device):
    """A device that plays and records."""

    def __init__(self, fd, name, mode):
        super().__init__(fd)
        self.name, self.mode = name, mode

    @property
    def closed(self):
        """Whether the device is closed."""
        return self._fd < 0

    def read(self, size, /):
        """Read size bytes that were recorded."""
        return os.read(self._checked(), size)

    def write(self, data, /):
        """Write data to be played; how many bytes were taken."""
        return os.write(self._checked(), data)

    def writeall(self, data, /):
        """Write all of the data, waiting for the device."""
        left = memoryview(data).cast("B")
        while left:
            select.select([], [self._checked()], [])
            try:
                left = left[os.write(self._fd, left):]
            except BlockingIOError:
                pass

    def nonblock(self):
        """Put the device into non-blocking mode."""
        fcntl.ioctl(self._checked(), SNDCTL_DSP_NONBLOCK, 0)

    def setfmt(self, format, /):
        """Set the format of samples; what the device takes."""
        return _exchange(self._checked(), SNDCTL_DSP_SETFMT, format)

    def getfmts(self):
        """The formats that the device knows, as bits."""
        return _exchange(self._checked(), SNDCTL_DSP_GETFMTS)

    def channels(self, channels, /):
        """Set the number of channels; what the device takes."""
        return _exchange(self._checked(), SNDCTL_DSP_CHANNELS, channels)

    def speed(self, rate, /):
        """Set the rate of samples; what the device takes."""
        return _exchange(self._checked(), SNDCTL_DSP_SPEED, rate)

    def sync(self):
        """Wait until all is played."""
        fcntl.ioctl(self._checked(), SNDCTL_DSP_SYNC, 0)

    def reset(self):
        """Stop at once."""
        fcntl.ioctl(self._checked(), SNDCTL_DSP_RESET, 0)

    def post(self):
        """Tell the device that there is to be a pause."""
        fcntl.ioctl(self._checked(), SNDCTL_DSP_POST, 0)

    def setparameters(self, format, channels, rate, strict=False, /):
        """Set format, channels and rate at once; what the device takes."""
        taken = self.setfmt(format), self.channels(channels), self.speed(rate)
        for what, wanted, got in zip(("format", "channels", "rate"), (format, channels, rate), taken):
            if strict and wanted != got:
                raise OSSAudioError(f"unable to set requested {what} (wanted {wanted}, got {got})")
        return taken

    def _space(self):
        return struct.unpack("4i", fcntl.ioctl(self._checked(), SNDCTL_DSP_GETOSPACE, bytes(16)))

    def bufsize(self):
        """The size of the device's buffer, in samples."""
        _, total, size, _ = self._space()
        return total * size // self._sample()

    def obuffree(self):
        """How many samples the buffer has room for."""
        return self._space()[3] // self._sample()

    def obufcount(self):
        """How many samples are in the buffer."""
        _, total, size, free = self._space()
        return (total * size - free) // self._sample()

    def _sample(self):
        format = _exchange(self._checked(), SNDCTL_DSP_SETFMT, AFMT_QUERY)
        wide = AFMT_S16_LE | AFMT_S16_BE | AFMT_U16_LE | AFMT_U16_BE
        return (2 if format & wide else 1) * _exchange(self._fd, SNDCTL_DSP_CHANNELS, 0)

    def getptr(self):
        """Bytes played, fragments since the last call, place in the buffer."""
        request = SNDCTL_DSP_GETIPTR if self.mode == "r" else SNDCTL_DSP_GETOPTR
        return struct.unpack("3i", fcntl.ioctl(self._checked(), request, bytes(12)))


def _mixer(number, write):
    """The request that reads or sets a value of a mixer."""
    return (3 if write else 2) << 30 | 4 << 16 | ord("M") << 8 | number


_MASK, _CAPS, _STEREO, _RECORDING, _SOURCE = 0xfe, 0xfc, 0xfb, 0xfd, 0xff


class oss_mixer_device(_Device):
    """A device of volumes."""

    def controls(self):
        """The controls that there are, as bits."""
        return _exchange(self._checked(), _mixer(_MASK, False))

    def stereocontrols(self):
        """The controls that have two sides."""
        return _exchange(self._checked(), _mixer(_STEREO, False))

    def reccontrols(self):
        """The controls that can be recorded from."""
        return _exchange(self._checked(), _mixer(_RECORDING, False))

    def _control(self, control):
        if not 0 <= control < SOUND_MIXER_NRDEVICES:
            raise OSSAudioError("Invalid mixer channel specified.")
        return control

    def get(self, control, /):
        """The volumes of both sides."""
        value = _exchange(self._checked(), _mixer(self._control(control), False))
        return value & 0xff, value >> 8 & 0xff

    def set(self, control, volumes, /):
        """Set the volumes of both sides; what they are then."""
        left, right = volumes
        if not (0 <= left <= 100 and 0 <= right <= 100):
            raise OSSAudioError("Volumes must be between 0 and 100.")
        value = _exchange(self._checked(), _mixer(self._control(control), True), right << 8 | left)
        return value & 0xff, value >> 8 & 0xff

    def get_recsrc(self):
        """What is recorded from, as bits."""
        return _exchange(self._checked(), _mixer(_SOURCE, False))

    def set_recsrc(self, sources, /):
        """Set what is recorded from; what it is then."""
        return _exchange(self._checked(), _mixer(_SOURCE, True), sources)


def open(device, mode=None, /):
    """Open a device, AUDIODEV or /dev/dsp if only the mode is given."""
    if mode is None:
        device, mode = os.environ.get("AUDIODEV", "/dev/dsp"), device
    flags = {"r": os.O_RDONLY, "w": os.O_WRONLY, "rw": os.O_RDWR}.get(mode)
    if flags is None:
        raise OSSAudioError("mode must be 'r', 'w', or 'rw'")
    # Opening must not wait for another program, writing may.
    fd = os.open(device, flags | os.O_NONBLOCK)
    os.set_blocking(fd, True)
    return oss_audio_device(fd, device, mode)


def openmixer(device=None, /):
    """Open a mixer, MIXERDEV or /dev/mixer if none is named."""
    return oss_mixer_device(os.open(device or os.environ.get("MIXERDEV", "/dev/mixer"), os.O_RDWR))
