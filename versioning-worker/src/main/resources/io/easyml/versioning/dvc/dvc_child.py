"""Puts files under DVC for the versioning worker, which starts it once and talks to it in JSON lines.

Requests come on stdin, answers go to what was stdout; everything else that prints goes to stderr. The process ends
when stdin closes, also in the middle of an upload.
"""

import json
import os
import queue
import sys
import threading

requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
nothing = os.open(os.devnull, os.O_RDONLY)
os.dup2(nothing, 0)
os.dup2(2, 1)

todo = queue.Queue()


def listen():
    for line in requests:
        todo.put(line)
    os._exit(0)


threading.Thread(target=listen, daemon=True).start()


def answer(**fields):
    answers.write(json.dumps(fields) + "\n")
    answers.flush()


try:
    import dvc
    from dvc.repo import Repo
    from dvc_data.hashfile.hash import hash_file
    from dvc_data.hashfile.hash_info import HashInfo
    from dvc_data.hashfile.meta import Meta
    from dvc_data.hashfile.tree import Tree
    from dvc_objects.fs.local import localfs
except Exception as missing:
    answer(ok=False, message=f"{type(missing).__name__}: {missing}")
    sys.exit(1)

answer(ok=True, version=dvc.__version__)


def upload(odb, fs, paths, oids, sizes):
    """Uploads what the remote lacks or holds with another size, and then looks at every object there.

    In a directory, what was uploaded is also read again: a file that was changed after it was hashed is found out.
    """
    for oid, size in zip(oids, sizes):
        path = odb.oid_to_path(oid)
        if odb.fs.exists(path) and odb.fs.size(path) != size:
            odb.fs.remove(path)
    new = [oid for oid in oids if not odb.fs.exists(odb.oid_to_path(oid))]
    odb.add(paths, fs, oids)
    # a remote file system may remember a listing from before
    getattr(odb.fs.fs, "invalidate_cache", lambda: None)()
    for oid, size in zip(oids, sizes):
        found = odb.fs.size(odb.oid_to_path(oid))
        if found != size:
            raise OSError(f"object {oid} has {found} bytes on the remote instead of {size}")
    for oid in new if odb.fs.protocol == "local" else []:
        _, found = hash_file(odb.oid_to_path(oid), odb.fs, "md5")
        if found.value != oid.removesuffix(".dir"):
            odb.fs.remove(odb.oid_to_path(oid))
            raise OSError(f"object {oid} was changed while it was uploaded")


def store(repository, target, remote_url, source, directory, files):
    """Uploads the files straight from where they are, without a copy in a cache, and writes the .dvc file.

    The files' MD5 and sizes were computed by the caller, who compared the same bytes with their manifest.
    """
    repo = Repo(repository, config={"core": {"remote": "origin"}, "remote": {"origin": {"url": remote_url}}})
    try:
        odb = repo.cloud.get_remote_odb("origin", "push")
        paths = [os.path.join(source, f["path"]) if directory else source for f in files]
        oids = [f["md5"] for f in files]
        sizes = [f["size"] for f in files]
        upload(odb, localfs, paths, oids, sizes)
        if directory:
            tree = Tree()
            for f in files:
                tree.add(tuple(f["path"].split("/")), Meta(size=f["size"]), HashInfo("md5", f["md5"]))
            tree.digest()
            try:
                # the listing goes last: who finds it finds its files
                upload(odb, tree.fs, [tree.path], [tree.oid], [tree.fs.size(tree.path)])
            finally:
                tree.fs.remove(tree.path)
            hash_info = tree.hash_info
            meta = Meta(isdir=True, size=sum(sizes), nfiles=len(files))
        else:
            hash_info = HashInfo("md5", oids[0])
            meta = Meta(size=sizes[0])
        path = os.path.join(repository, target)
        stage = repo.stage.create(
            single_stage=True,
            validate=False,
            fname=path + ".dvc",
            wdir=os.path.dirname(path),
            outs=[os.path.basename(path)],
            force=True,
        )
        stage.outs[0].hash_info = hash_info
        stage.outs[0].meta = meta
        stage.dump()
        return hash_info.value
    finally:
        repo.close()


while True:
    request = json.loads(todo.get())
    try:
        answer(ok=True, md5=store(**request))
    except Exception as failed:
        message = f"{type(failed).__name__}: {failed}".replace(request["remote_url"], "the remote")
        answer(ok=False, message=message)
