"""CHAPTER 2: what may come, and how sure are we?"""
