"""Checks of dashscope against `wanbot emulate`; README.md says how to run it."""

import argparse
import asyncio
import os
import sys
import tempfile
import traceback
import urllib.request

import dashscope
from dashscope import VideoSynthesis
from dashscope.aigc.image_generation import ImageGeneration
from dashscope.aigc.video_synthesis import AioVideoSynthesis
from dashscope.api_entities.dashscope_response import Message
from dashscope.common.error import InvalidTask

options = argparse.ArgumentParser(description=__doc__)
options.add_argument("--wan", default="http://127.0.0.1:4200")
at = options.parse_args()

dashscope.base_http_api_url = at.wan + "/api/v1"  # The changed line.
dashscope.api_key = "sk-emulated"

checks = []
VIDEO = {"model": "wan2.7-t2v", "prompt": "a fox runs over snow", "resolution": "720P"}


def check(test):
    """Registers a check, whose name is that of the function."""
    checks.append(test)
    return test


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.status, answer.headers, answer.read()


def picture(size):
    """Writes a BMP with a pattern."""
    width, height = size
    rows = b"".join(
        b"".join(bytes((x % 256, y % 256, 128)) for x in range(width)) + b"\0" * (-width * 3 % 4)
        for y in range(height)
    )
    head = b"BM" + (54 + len(rows)).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    info = (40).to_bytes(4, "little") + width.to_bytes(4, "little") + height.to_bytes(4, "little")
    info += (1).to_bytes(2, "little") + (24).to_bytes(2, "little") + bytes(24)
    file = tempfile.NamedTemporaryFile(suffix=".bmp", delete=False)
    file.write(head + info + rows)
    file.close()
    return file.name


def succeeded(done):
    assert done.output.task_status == "SUCCEEDED", done
    return done


@check
def a_video_is_made_from_text():
    made = VideoSynthesis.async_call(**VIDEO, duration=2)
    assert (made.status_code, made.output.task_status) == (200, "PENDING"), made
    done = succeeded(VideoSynthesis.wait(made))
    assert done.usage["duration"] == 2, done.usage
    status, headers, clip = fetch(done.output.video_url)
    assert (status, headers["content-type"], clip[4:8]) == (200, "video/mp4", b"ftyp")
    status, headers, part = fetch(done.output.video_url, range="bytes=4-7")
    assert (status, part) == (206, b"ftyp")
    try:
        fetch(done.output.video_url, **{"if-none-match": headers["etag"]})
    except urllib.error.HTTPError as known:
        assert known.code == 304
    else:
        raise AssertionError("it was sent again")


@check
def a_local_picture_is_animated():
    path = picture((640, 360))
    try:
        media = [{"type": "first_frame", "url": "file://" + path}]
        call = {"model": "wan2.7-i2v", "prompt": "snow", "media": media, "resolution": "720P"}
        succeeded(VideoSynthesis.call(**call, duration=2))
    finally:
        os.unlink(path)


@check
def a_fault_of_the_request_fails_the_task():
    done = VideoSynthesis.call(**VIDEO, duration=16)
    assert (done.output.task_status, done.output.code) == ("FAILED", "InvalidParameter"), done


@check
def an_unknown_model_is_refused():
    refused = VideoSynthesis.async_call(model="no-such-model", prompt="x")
    assert (refused.status_code, refused.code) == (400, "InvalidParameter"), refused
    try:
        VideoSynthesis.call(model="no-such-model", prompt="x")
    except InvalidTask:
        return
    raise AssertionError("call() waits for nothing")


@check
def a_wrong_key_is_refused():
    refused = VideoSynthesis.async_call(**VIDEO, api_key="sk-wrong")
    assert (refused.status_code, refused.code) == (401, "InvalidApiKey"), refused


@check
def tasks_are_listed_and_cancelled():
    # Five of a model run at once; others wait.
    made = [VideoSynthesis.async_call(**VIDEO, duration=15) for _ in range(4)]
    assert all(m.status_code == 200 for m in made), made
    listed = VideoSynthesis.list(page_size=50)
    ids = {task["task_id"] for task in listed.output["data"]}
    assert {m.output.task_id for m in made} <= ids, listed
    stopped = VideoSynthesis.cancel(made[-1])
    if stopped.status_code == 200:
        assert VideoSynthesis.fetch(made[-1]).output.task_status == "CANCELED"
    else:
        assert stopped.code == "UnsupportedOperation", stopped


@check
def an_unknown_task_is_unknown():
    found = VideoSynthesis.fetch("00000000-0000-4000-8000-000000000000")
    assert (found.status_code, found.output.task_status) == (200, "UNKNOWN"), found


@check
def a_picture_is_made():
    words = Message(role="user", content=[{"text": "a fox"}])
    made = ImageGeneration.async_call(model="wan2.7-image", messages=[words], n=1, size="1K")
    done = succeeded(ImageGeneration.wait(made))
    url = done.output.choices[0].message.content[0]["image"]
    assert fetch(url)[2].startswith(b"\x89PNG"), url


@check
def three_wait_at_once():
    async def all_of_them():
        call = AioVideoSynthesis.call
        return await asyncio.gather(*[call(**VIDEO, duration=2) for _ in range(3)])

    for done in asyncio.run(all_of_them()):
        succeeded(done)


def main():
    failed = 0
    for test in checks:
        try:
            test()
            print("ok    ", test.__name__, flush=True)
        except Exception:
            failed += 1
            print("FAILED", test.__name__, flush=True)
            traceback.print_exc()
    print(f"{len(checks) - failed} of {len(checks)} checks passed")
    return 1 if failed else 0


sys.exit(main())
